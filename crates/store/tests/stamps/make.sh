#!/usr/bin/env bash
# Makes an authority of our own and has it stamp a hash: `make.sh FOLDER HASH [rsa|ec]`.
# In FOLDER then lie authority.pem, signer.pem and stamp.tsr.
set -euo pipefail
folder=$1 hash=$2 kind=${3:-rsa}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
key() {
  if [ "$kind" = ec ]; then
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
  else
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1"
  fi
}
cat > "$work/tsa.cnf" <<CNF
[signer]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = tsa1
[tsa1]
serial = $work/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
CNF
key "$work/ca.key"
key "$work/signer.key"
openssl req -x509 -new -key "$work/ca.key" -days 36500 -subj "/O=Tarsh/CN=Tarsh Root" -out "$folder/authority.pem" \
  -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n') -addext basicConstraints=critical,CA:TRUE
openssl req -new -key "$work/signer.key" -subj "/O=Tarsh/CN=Tarsh Clock" -out "$work/signer.csr" \
  -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n')
openssl x509 -req -in "$work/signer.csr" -CA "$folder/authority.pem" -CAkey "$work/ca.key" -CAcreateserial \
  -CAserial "$work/ca.srl" -days 36500 -extfile "$work/tsa.cnf" -extensions signer -out "$folder/signer.pem" 2> /dev/null
echo 01 > "$work/serial"
openssl ts -query -sha256 -digest "$hash" -cert -no_nonce -out "$work/query.tsq" 2> /dev/null
openssl ts -reply -config "$work/tsa.cnf" -queryfile "$work/query.tsq" -inkey "$work/signer.key" \
  -signer "$folder/signer.pem" -out "$folder/stamp.tsr" 2> /dev/null
