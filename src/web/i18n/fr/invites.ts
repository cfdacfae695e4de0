export const invites = {
  loading: "Invitation",
  title: "Vous êtes invité à rejoindre {{company}}",
  lead: "Rôle : {{role}}. {{help}}",
  until: "Cette invitation est valable jusqu’au {{when}}.",
  way: "Avec quel compte",
  new: "C’est la première fois",
  known: "J’ai déjà un compte",
  button: "Créer le compte et rejoindre",
  joinAs: "Rejoindre en tant que {{name}}",
  other: "Utiliser un autre compte",
  dead: {
    title: "Cette invitation ne marche plus",
    text: "Elle a servi, a été retirée, ou est trop ancienne. Demandez-en une autre à qui vous l’a envoyée ; cela prend une demi-minute.",
  },
  roleHelp: {
    guest: "Ne voit que les canaux et les personnes partagés avec lui.",
    member: "Trouve et rejoint les canaux publics, et en crée.",
    administrator: "Invite aussi, attribue les rôles et importe. Ne lit aucun canal privé dont il n’est pas membre.",
  },
};
