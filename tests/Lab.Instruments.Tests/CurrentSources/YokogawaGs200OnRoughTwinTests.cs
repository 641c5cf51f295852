namespace Lab.Instruments.Tests.CurrentSources;

public sealed class YokogawaGs200OnRoughTwinTests : CurrentProgramContract
{
    protected override string Driver => "yokogawa-gs200";

    protected override bool IsRough => true;

    protected override string BeyondMessage =>
        "The instrument refused: -222,\"Data out of range\" (device, :SOUR:LEV:AUTO 1). "
        + "Choose a value that the instrument accepts, or bind an instrument with a larger range.";
}
