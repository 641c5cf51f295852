namespace Lab.Instruments.Tests.WaveformGenerators;

public sealed class TektronixAwg5014COnRoughTwinTests : WaveformGeneratorContract
{
    protected override string Driver => "tektronix-awg5014c";

    protected override bool IsRough => true;
}
