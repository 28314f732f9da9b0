/* Before anything is painted: scripts run here, which theme the reader chose, and whether an answer is on its way. */
document.documentElement.className=/[#?&]q=[^&]/.test(location.href)?'js asked':'js';try{var t=localStorage.getItem('errbook-theme');if(t)document.documentElement.dataset.theme=t}catch(e){}
