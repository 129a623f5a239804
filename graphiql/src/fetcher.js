// Sends an operation to the endpoint and gives back the JSON that it answers.

const UNFINISHED = "…";

/** Headers worth sending: a placeholder is left out, so that a session's cookie may speak instead. */
function dropPlaceholders(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => !`${value}`.endsWith(UNFINISHED)));
}

/** An empty headers pane, and a schema asked for before the pane is there, mean `defaults`. */
export function createFetcher(endpoint, defaults) {
  return async (operation, { headers = defaults } = {}) => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        accept: "application/graphql-response+json, application/json;q=0.9",
        "content-type": "application/json",
        ...dropPlaceholders(headers),
      },
      body: JSON.stringify(operation),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${response.status} ${response.statusText}\n${text}`.trim());
    }
  };
}
