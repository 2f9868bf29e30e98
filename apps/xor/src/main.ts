console.log('The XOR demo comes here.');
