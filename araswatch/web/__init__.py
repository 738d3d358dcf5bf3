"""Entry point: the dashboard, the API and the feeds. Pages are rendered here and work without JavaScript; every state is a URL."""
