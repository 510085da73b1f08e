// What networks of chats have in common beside words and photos: the thing a message holds, the chat that is chosen.

import { h, t } from "./dom.js";
import { stage } from "./stage.js";

/** A document, a voice, a place, …: what it is, and the file behind it. */
export function thing(media) {
  if (!media) return null;
  const what = t(`thing_${media.kind}`);
  if (media.kind === "sticker") return h("img", { class: "sticker", src: media.url, alt: what, width: 128, height: 128 });
  const link = media.url ? h("a", { href: media.url, target: "_blank", rel: "noopener" }, what) : h("b", {}, what);
  const place = media.latitude === undefined ? "" : `${media.latitude}, ${media.longitude}`;
  return h("p", { class: "thing" }, link, h("span", {}, [media.name, place, media.size && size(media.size)].filter(Boolean).join(" · ")));
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${Math.round(bytes / 2 ** 20)} MB`);

/** The one that the address names, or the first. */
export const chosen = (list, name) => list.find((one) => String(one.id) === String(stage.chosen[name])) ?? list[0];
