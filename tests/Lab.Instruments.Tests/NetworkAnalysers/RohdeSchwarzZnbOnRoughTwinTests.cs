namespace Lab.Instruments.Tests.NetworkAnalysers;

public sealed class RohdeSchwarzZnbOnRoughTwinTests : NetworkAnalyserContract
{
    protected override string Driver => "rohde-schwarz-znb";

    protected override bool IsRough => true;
}
