namespace Lab.Instruments.Tests.RfGenerators;

public sealed class Hp8360OnRoughTwinTests : RfGeneratorContract
{
    protected override string Driver => "hp-8360";

    protected override bool IsRough => true;

    protected override bool Modulates => false;
}
