// The kit: buttons, fields, dialogs, menus and signs that every screen is made of. Tokens are in `app/styles.css`.
// Not here: nouns of the product, calls to the server, words (callers pass them in their language).
// Start at `button.tsx` for how a part is written. Here is what the first screens share; what stands on Base UI (dialogs, menus) is imported singly.
export { Avatar, type AvatarShape } from "./avatar.tsx";
export { Button, type ButtonProps, IconButton } from "./button.tsx";
export { Choice } from "./choice.tsx";
export { cx } from "./cx.ts";
export { Empty } from "./empty.tsx";
export { Field, Input, TextArea } from "./field.tsx";
export { SkeletonLines } from "./skeleton.tsx";
export { toast } from "./toast.tsx";
