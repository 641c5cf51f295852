namespace Lab.Instruments.Tests.CurrentSources;

public sealed class Keithley6221OnRoughTwinTests : CurrentProgramContract
{
    protected override string Driver => "keithley-6221";

    protected override bool IsRough => true;

    protected override string BeyondMessage =>
        "The instrument refused: -222,\"Data out of range\" (device, :SOUR:CURR 1). "
        + "Choose a value that the instrument accepts, or bind an instrument with a larger range.";
}
