namespace Lab.Instruments.Tests.SpectrumAnalysers;

public sealed class RohdeSchwarzFsvOnRoughTwinTests : SpectrumAnalyserContract
{
    protected override string Driver => "rohde-schwarz-fsv";

    protected override bool IsRough => true;
}
