// What the page remembers: tabs, history and layout, under a name of its own, and never a header.

const PREFIX = "customer-view:";

const ownKeys = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

/** The history keeps each query's headers, and with them a key that outlives its revocation. */
function dropHeaders(name, value) {
  if (!/:(queries|favorites)$/.test(name)) return value;
  return JSON.stringify(JSON.parse(value), (field, content) => (field === "headers" ? undefined : content));
}

export const storage = {
  getItem: (name) => localStorage.getItem(PREFIX + name),
  setItem: (name, value) => localStorage.setItem(PREFIX + name, dropHeaders(name, value)),
  removeItem: (name) => localStorage.removeItem(PREFIX + name),
  clear: () => ownKeys().forEach((name) => localStorage.removeItem(name)),
  get length() {
    return ownKeys().length;
  },
};
