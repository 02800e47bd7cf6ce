// Requests that may find nobody: whoever asks in intervals waits for such an error to pass.

export class UnreachableError extends Error {
  name = "UnreachableError";
}

// Like fetch. `whom` begins a sentence: "The API".
export async function send(whom, url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new UnreachableError(`${whom} cannot be reached. Check your network, then try again.`);
  }
}
