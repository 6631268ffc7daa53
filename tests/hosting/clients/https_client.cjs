const https = require('https')

function ask ([url, ...rest]) {
  if (!url) return
  https.get(url, answer => {
    answer.on('data', data => process.stdout.write(data))
    answer.on('end', () => { process.stdout.write('\n'); ask(rest) })
  }).on('error', error => { console.error(error); process.exit(1) })
}

ask(process.argv.slice(2))
