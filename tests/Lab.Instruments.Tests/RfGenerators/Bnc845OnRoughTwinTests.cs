namespace Lab.Instruments.Tests.RfGenerators;

public sealed class Bnc845OnRoughTwinTests : RfGeneratorContract
{
    protected override string Driver => "bnc-845";

    protected override bool IsRough => true;
}
