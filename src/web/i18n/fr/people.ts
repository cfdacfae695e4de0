export const people = {
  somebody: "quelqu’un",
  bot: "robot",
  imported: "importé",
  left: "parti",
  me: "vous",
  nameOrHandle: "Nom ou pseudonyme",
  noneFound: "Personne ne porte ce nom.",
  takeOut: "Retirer {{name}}",
  roles: { guest: "Invité", member: "Membre", administrator: "Administrateur" },
  roleHelp: {
    guest: "Ne voit que les canaux et les personnes partagés avec lui.",
    member: "Trouve et rejoint les canaux publics, et en crée.",
    administrator: "Invite aussi, attribue les rôles et importe. Ne lit aucun canal privé dont il n’est pas membre.",
  },
  fields: { name: "Nom", handle: "Pseudonyme", handleHelp: "Ce que l’on tape après @.", title: "Fonction (facultatif)" },
  you: { title: "Vous", profile: "Comment on vous voit", saved: "Profil enregistré", look: "Ce navigateur", leave: "Partir", leaveHelp: "Se déconnecter vide tous les onglets de ce navigateur, brouillons compris." },
};
