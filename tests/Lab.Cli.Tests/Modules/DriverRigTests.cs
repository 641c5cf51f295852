using Lab.Modules;
using Lab.Modules.Rigs;

namespace Lab.Cli.Tests.Modules;

/// <summary>The findings of the rig for drivers of modules, and that the shipped drivers hold to it.</summary>
public sealed class DriverRigTests
{
    public static TheoryData<string, bool> Shipped
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string driver in Workbench.Composition.BenchModules.Shipped.Registry.Drivers.All.Where(driver =>
                driver is { IsComposite: false, IsDescribed: false }).Select(driver => driver.Name))
            {
                data.Add(driver, false);
                data.Add(driver, true);
            }

            return data;
        }
    }

    [Fact]
    public async Task FindFaults_CarelessDriver_NamesEach() => Assert.Equal(
        [
            "Opening sets 'power'. It may set modes, but no set-point and no output: the instrument may be feeding the sample.",
            "ReadBackAsync does not tell the gate of 'power'. Read it and call Session.Observe, so that what another program "
                + "set counts.",
            "MakeSafeAsync leaves 'output' on. Switch it off.",
            "MakeSafeAsync sets 'heat', which no terminal declares, so that no limit could hold. Declare it.",
        ],
        await DriverRig.FindFaultsAsync(new CarelessModule(), CarelessModule.Driver));

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task FindFaults_ShippedDriver_FindsNone(string driver, bool isRough) =>
        Assert.Empty(await DriverRig.FindFaultsAsync(new NothingMore(), driver, isRough));

    private sealed class NothingMore : ILabModule
    {
        public string Name => "nothing more";

        public void Register(LabRegistry registry)
        {
        }
    }
}
