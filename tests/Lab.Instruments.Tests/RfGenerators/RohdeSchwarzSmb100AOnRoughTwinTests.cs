namespace Lab.Instruments.Tests.RfGenerators;

public sealed class RohdeSchwarzSmb100AOnRoughTwinTests : RfGeneratorContract
{
    protected override string Driver => "rohde-schwarz-smb100a";

    protected override bool IsRough => true;
}
