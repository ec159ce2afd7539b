"""How the properties here are tried: the same examples every time, however busy the machine is."""

from hypothesis import HealthCheck, settings

steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
