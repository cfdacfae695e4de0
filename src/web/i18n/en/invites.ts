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
};
