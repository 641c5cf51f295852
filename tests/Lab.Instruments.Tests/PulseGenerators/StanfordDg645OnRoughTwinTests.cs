namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class StanfordDg645OnRoughTwinTests : StanfordDg645Contract
{
    protected override bool IsRough => true;
}
