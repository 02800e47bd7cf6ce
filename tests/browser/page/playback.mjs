// Where an asset's files are, for a page that has its user's token: on the CDN's own site by the cookies
// that come with a grant, elsewhere by addresses that carry it.

export async function playback({ api, assetId, token }) {
  const answer = await fetch(`${api}/v1/assets/${assetId}/playback`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`No grant: ${answer.status} ${await answer.text()}`);
  const { urls, signedUrls } = await answer.json();
  return new URL(api).origin === location.origin ? urls : signedUrls;
}
