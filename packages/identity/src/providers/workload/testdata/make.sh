#!/bin/sh
# Makes the certificates of x509-svid.test.ts anew. Run it here, with OpenSSL 3.
set -eu
authority() { # name subject
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/O=$2" \
    -addext "basicConstraints=critical,CA:TRUE" -keyout "$1.key" -out "$1.crt" 2>/dev/null
}
signed() { # name issuer extensions days
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/O=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  printf '%b' "$3" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -days "$4" -extfile "$1.ext" -out "$1.crt" 2>/dev/null
  rm "$1.csr" "$1.ext"
}
authority acme acme.test
authority other other.test
signed between acme "basicConstraints=critical,CA:TRUE" 36500
signed indexer between "basicConstraints=critical,CA:FALSE\nsubjectAltName=URI:spiffe://acme.test/ns/prod/sa/indexer" 36500
signed forged other "basicConstraints=critical,CA:FALSE\nsubjectAltName=URI:spiffe://acme.test/ns/prod/sa/indexer" 36500
signed two-ids acme "basicConstraints=critical,CA:FALSE\nsubjectAltName=URI:spiffe://acme.test/a,URI:spiffe://acme.test/b" 36500
signed no-id acme "basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:indexer.acme.test" 36500
signed authority acme "basicConstraints=critical,CA:TRUE\nsubjectAltName=URI:spiffe://acme.test/ca" 36500
signed short acme "basicConstraints=critical,CA:FALSE\nsubjectAltName=URI:spiffe://acme.test/short" 1
rm -f acme.key other.key between.key two-ids.key no-id.key authority.key short.key forged.key
