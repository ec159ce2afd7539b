"""Bounces and complaints that come as mail: where they lie, and how they are taken out."""
