"""What a grant's funder is sent: the quarterly return and the closure report, drafted from figures, frozen when signed off."""
