// The folder that axios was installed into is named by the test: a solution would have its own node_modules.
const axios = require(require.resolve('axios', { paths: [process.env.NODE_MODULES_OF_TEST] }))

async function main () {
  for (const url of process.argv.slice(2)) {
    const answer = await axios.post(url, { x: 1 }, { timeout: 10000 })
    console.log(JSON.stringify(answer.data))
  }
}

main().catch(error => { console.error(error.message); process.exit(1) })
