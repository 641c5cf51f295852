namespace Lab.Instruments.Tests.RfGenerators;

public sealed class RohdeSchwarzSmb100ATests : RfGeneratorContract
{
    protected override string Driver => "rohde-schwarz-smb100a";
}
