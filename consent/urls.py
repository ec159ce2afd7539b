"""Pages for patients."""

urlpatterns: list[object] = []
