namespace Lab.Instruments.Tests.WaveformGenerators;

public sealed class Keysight33622AOnRoughTwinTests : WaveformGeneratorContract
{
    protected override string Driver => "keysight-33622a";

    protected override bool IsRough => true;
}
