namespace Lab.Instruments.Tests.NetworkAnalysers;

public sealed class KeysightPnaOnRoughTwinTests : NetworkAnalyserContract
{
    protected override string Driver => "keysight-pna";

    protected override bool IsRough => true;
}
