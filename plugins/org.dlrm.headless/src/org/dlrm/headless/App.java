package org.dlrm.headless;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;

/** The command as an Equinox application ({@code -application org.dlrm.headless.app}). */
public final class App implements IApplication {

    @Override
    public Object start(final IApplicationContext context) {
        final String[] args = (String[])context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
        return Main.execute(args);
    }

    @Override
    public void stop() {
        // the run stops with the process
    }
}
