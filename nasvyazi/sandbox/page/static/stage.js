// What every part of the phone looks at: the network that is played, what the server told last, and what is chosen.

export const stage = {
  /** The network's own module, see vk/network.js. */
  network: null,
  /** What the server told last, or null. */
  view: null,
  /** The name of the tab that is shown. */
  tab: "",
  /** What the composer was aimed at, or null. */
  target: null,
  /** Run a change; a promise of false (and a sentence on the page) when it failed. */
  act: null,
  /** What is kept in the address: community, resident, tab, and what a network adds. */
  chosen: {},
  /** Choose something else; the page is shown anew. */
  choose: null,
};
