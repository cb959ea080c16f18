package usher.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;

/** How what is kept and what goes between nodes is written: what is null is left out. */
public final class WireModule extends SimpleModule {
  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.<ObjectMapper>getOwner().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
  }
}
