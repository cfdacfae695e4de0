export const people = {
  here: "en ligne",
  somebody: "quelqu’un",
  bot: "robot",
  imported: "importé",
  left: "parti",
  me: "vous",
  nameOrHandle: "Nom ou pseudonyme",
  noneFound: "Personne ne porte ce nom.",
  takeOut: "Retirer {{name}}",
  roles: { guest: "Invité", member: "Membre", administrator: "Administrateur" },
  you: { title: "Vous" },
};
