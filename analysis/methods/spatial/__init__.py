"""Where things gather: cells of equal area, how few of them hold how much, what chance would hardly make, and for how long."""
