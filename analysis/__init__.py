"""Questions to the release, what is worked out from their answers, and figures. Nothing here knows the server."""
