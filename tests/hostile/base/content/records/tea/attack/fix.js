const pot = `«script file|cold»`; // </script>
