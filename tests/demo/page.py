"""The page of one asset: poster, player, thumbnails and every file, readable from disk."""

import html
import os
from pathlib import Path
from urllib.parse import quote

from demo.console import size
from pipeline_client import Output

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; }}
  video {{ width: 100%; background: #000; }}
  .thumbnails {{ display: flex; flex-wrap: wrap; gap: .5rem; }}
  .thumbnails img {{ width: 11rem; }}
  pre {{ overflow-x: auto; background: #f4f4f4; padding: 1rem; }}
  td {{ padding-right: 2rem; }}
  td:last-child {{ text-align: right; }}
</style>
<h1>{title}</h1>
<video controls playsinline preload="metadata"{poster}>
{sources}
</video>
<p>Players that read HLS take the segments, all others the MP4.</p>
<h2>Thumbnails</h2>
<div class="thumbnails">
{thumbnails}
</div>
<h2>Outputs</h2>
<table>
{files}
</table>
<h2>Record</h2>
<pre>{record}</pre>
</html>
"""


def write_page(path: Path, title: str, record: str, files: dict[Path, Output]) -> None:
    """Write the page at ``path``; ``files`` are the downloaded outputs and where they lie."""
    links = {
        quote(os.path.relpath(file, path.parent)): output
        for file, output in sorted(files.items(), key=lambda entry: entry[1].key)
    }
    pictures = [link for link in links if link.endswith(".jpg")]
    master = [link for link in links if link.endswith("/index.m3u8")]
    mp4 = [link for link in links if link.endswith("/mp4/index.mp4")]
    sources = [f'  <source src="{link}" type="application/vnd.apple.mpegurl">' for link in master]
    sources += [f'  <source src="{link}" type="video/mp4">' for link in mp4]
    path.write_text(
        PAGE.format(
            title=html.escape(title),
            poster=f' poster="{pictures[0]}"' if pictures else "",
            sources="\n".join(sources),
            thumbnails="\n".join(f'  <img src="{link}" alt="">' for link in pictures),
            files="\n".join(
                f'  <tr><td><a href="{link}">{html.escape(output.key.partition("/")[2])}</a></td>'
                f"<td>{size(output.size_bytes)}</td></tr>"
                for link, output in links.items()
            ),
            record=html.escape(record),
        ),
        encoding="utf-8",
    )
