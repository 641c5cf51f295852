namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class Bnc577OnRoughTwinTests : Bnc577Contract
{
    protected override bool IsRough => true;
}
