namespace Lab.Instruments.Tests.SpectrumAnalysers;

public sealed class KeysightN9020OnRoughTwinTests : SpectrumAnalyserContract
{
    protected override string Driver => "keysight-n9020";

    protected override bool IsRough => true;
}
