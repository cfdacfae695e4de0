// The kit: buttons, fields, dialogs, menus and signs that every screen is made of. Tokens are in `app/styles.css`.
// Not here: nouns of the product, calls to the server, words (callers pass them in their language).
// Start at `button.tsx` for how a part is written; overlays (`dialog`, `menu`, `popover`) stand on Base UI.
export { Avatar, type AvatarShape } from "./avatar.tsx";
export { Banner } from "./banner.tsx";
export { Button, type ButtonProps, IconButton } from "./button.tsx";
export { Choice } from "./choice.tsx";
export { cx } from "./cx.ts";
export { Dialog, DialogActions } from "./dialog.tsx";
export { Empty } from "./empty.tsx";
export { Field, Input, TextArea } from "./field.tsx";
export { Keys } from "./keys.tsx";
export { Menu, MenuItem, MenuLine, Popover } from "./late.tsx";
export { Option, Options } from "./options.tsx";
export { Skeleton, SkeletonLines } from "./skeleton.tsx";
export { Switch } from "./switch.tsx";
export { Toasts, toast } from "./toast.tsx";
