// What one writes with the global fetch, and none of the care: no timeout of its own, no retries.
import { requests } from './call.mjs';

export function client(url, call) {
  const [address, options] = requests(url)[call];
  return async () => {
    const response = await fetch(address, options());
    if (!response.ok) throw new Error(`status ${response.status}`);
    return call === 'delete' ? undefined : response.json();
  };
}
