"""A file that somebody takes from one of our pages."""

from django.http import HttpResponse


def as_download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """To keep, never to run: it opens in nothing of ours. `name` is ours and names nobody."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )
