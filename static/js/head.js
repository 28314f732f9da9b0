/* Before anything is painted: scripts run here, and which theme the reader chose. */
document.documentElement.className='js';try{var t=localStorage.getItem('errbook-theme');if(t)document.documentElement.dataset.theme=t}catch(e){}
