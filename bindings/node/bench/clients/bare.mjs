// Makes no calls: what Node.js itself takes.
export function client() {
  return async () => {};
}
