export const invites = {
  loading: "Invitation",
  title: "You are invited to {{company}}",
  lead: "Role: {{role}}. {{help}}",
  until: "This invitation is good until {{when}}.",
  way: "With which account",
  new: "New here",
  known: "I have an account",
  button: "Make account and join",
  joinAs: "Join as {{name}}",
  other: "Use another account",
  dead: {
    title: "This invitation no longer works",
    text: "It was used up, withdrawn, or is too old. Ask whoever sent it for a new one; it takes them half a minute.",
  },
  roleHelp: {
    guest: "Sees only the channels and people that are shared with them.",
    member: "Finds and joins public channels, and makes new ones.",
    administrator: "Also invites people, gives roles and imports. Reads no private channel that they aren’t in.",
  },
};
