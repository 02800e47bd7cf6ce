"""Where players find what an asset serves, and what stands in playlists in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipeline.assets.asset import Served
from pipeline.assets.served_urls import paths_of
from pipeline.playback.signed_grant import SignedGrant

# These name other files, so that a grant has to be written into them.
PLAYLISTS = {"hls": ".m3u8", "dash": ".mpd", "storyboard": ".vtt"}


def signed_urls_of(served: Served, signed: SignedGrant, playlists_url: str) -> Mapping[str, str]:
    """For whoever has no cookies: playlists are below ``playlists_url``, which ends without a
    slash, and all URLs in them are signed."""
    found = {}
    for name, path in paths_of(served).items():
        if name in PLAYLISTS:
            inside = path.removeprefix(signed.grant.folder)
            found[name] = f"{playlists_url}/{signed.token}/{inside}"
        else:
            found[name] = f"https://{signed.domain_name}/{path}?{signed.query}"
    return found


@dataclass(frozen=True, kw_only=True)
class PlaylistPlace:
    """A playlist that is read elsewhere than it lies: ``path`` is the one it lies at, in the folder
    of the grant."""

    signed: SignedGrant
    path: str

    @property
    def url(self) -> str:
        return f"{self._folder}{self.path}"

    def link(self, uri: str) -> str:
        """What stands for ``uri``: a signed URL. The same where it is another playlist, which is
        read beside this one; and where it leaves the folder, which nobody has a grant for."""
        whole = urljoin(self.url, uri)
        inside = whole.startswith(self._folder)
        return self.with_query(whole) if inside and not is_playlist(uri) else uri

    def with_query(self, uri: str) -> str:
        """The same URI, signed, if it can be one of the folder's."""
        told = urlsplit(uri)
        foreign = (told.scheme or told.netloc) and not uri.startswith(self._folder)
        if foreign:
            return uri
        before, mark, fragment = uri.partition("#")
        joint = "&" if "?" in before else "?"
        return f"{before}{joint}{self.signed.query}{mark}{fragment}"

    @property
    def _folder(self) -> str:
        return f"https://{self.signed.domain_name}/{self.signed.grant.folder}"


def is_playlist(uri: str) -> bool:
    """One that another names: a multivariant playlist its media playlists."""
    return urlsplit(uri).path.endswith(".m3u8")
