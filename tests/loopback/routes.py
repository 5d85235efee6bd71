"""Every HTTP route that this Discord knows."""

from __future__ import annotations

from .rest import Routes
from .routes_application import ROUTES as APPLICATION
from .routes_guilds import ROUTES as GUILDS
from .routes_interactions import ROUTES as INTERACTIONS
from .routes_messages import ROUTES as MESSAGES
from .routes_threads import ROUTES as THREADS

ALL: Routes = (*APPLICATION, *GUILDS, *MESSAGES, *THREADS, *INTERACTIONS)
