package org.dlrm.headless;

import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

import picocli.CommandLine.IVersionProvider;

/** Says which version this is. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        final Bundle bundle = FrameworkUtil.getBundle(Version.class);
        return new String[]{"dlrm " + (bundle == null ? "(not installed)" : bundle.getVersion()),
            "Java " + Runtime.version()};
    }
}
