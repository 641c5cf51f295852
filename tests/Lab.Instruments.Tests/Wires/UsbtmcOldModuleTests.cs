namespace Lab.Instruments.Tests.Wires;

/// <summary>The same with a kernel before 4.20 and an instrument without a status byte: its reads block.</summary>
[Collection(nameof(UsbtmcDouble))] // one stand-in of the kernel a process
public class UsbtmcOldModuleTests : UsbtmcWireTests
{
    private protected override byte Capabilities => 0;

    private protected override bool IsOldModule => true;
}
