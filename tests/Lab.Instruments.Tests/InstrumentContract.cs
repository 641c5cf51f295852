using Lab.Instruments.Drivers;
using Lab.Instruments.Manners;

namespace Lab.Instruments.Tests;

/// <summary>The contract that every driver must hold to, whatever its kind: run against the twin here,
/// and against the real instrument on a bench.</summary>
public abstract class InstrumentContract
{
    /// <summary>The driver's name.</summary>
    protected abstract string Driver { get; }

    /// <summary>Whether the twin has the manners of a real instrument, left as an earlier user left it.</summary>
    protected virtual bool IsRough => false;

    /// <summary>Whether the instrument answers all four fields of IEEE 488.2, 10.14.3;
    /// older ones give maker and model alone.</summary>
    protected virtual bool HasFullIdentity => true;

    /// <summary>Whether the instrument says by itself that it refuses, and keeps nothing that could be asked for.</summary>
    protected virtual bool SaysRefusalsAtOnce => false;

    [Fact]
    public async Task Open_Twin_IdentityHasItsFields()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentIdentity identity = bench.Get<IInstrument>().Identity;
        string[] fields = [identity.Manufacturer, identity.Model, identity.SerialNumber, identity.Firmware];
        Assert.All(HasFullIdentity ? fields : fields[..2], field => Assert.NotEqual("0", field));
    }

    [Fact]
    public async Task Open_Twin_LeavesNoErrorBehindAndSetsNoSetPoint()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Empty(await bench.Get<IInstrument>().ReadErrorsAsync());
        Assert.Empty(bench.Gate.Passed);
    }

    [Fact]
    public async Task ReadErrors_AfterUnknownCommand_GivesTheInstrumentsWords()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentManners manners = DriverCatalog.Shipped.Get(Driver).Manners;
        string? said = await bench.AskAsync("NONSENSE:COMMAND 1");
        if (manners.Acknowledgement is { } acknowledgement)
        {
            Assert.NotNull(acknowledgement.RefusalIn(said!)); // its words come at once, and nothing is kept
            Assert.Empty(await bench.Get<IInstrument>().ReadErrorsAsync());
            return;
        }

        if (SaysRefusalsAtOnce)
        {
            Assert.NotEmpty(said!);
            Assert.Empty(await bench.Get<IInstrument>().ReadErrorsAsync());
            return;
        }

        Assert.Null(said);
        Assert.Equal(manners.Errors != ErrorReporting.None ? 1 : 0, (await bench.Get<IInstrument>().ReadErrorsAsync()).Count);
    }

    protected virtual Task<TwinBench> OpenAsync() => TwinBench.OpenAsync(Driver, IsRough);

    /// <summary>Asserts that a set-point that the gate forbids is not sent.</summary>
    protected static async Task AssertGatedAsync(TwinBench bench, string channel, Func<Task> set)
    {
        bench.Gate.Allows = setPoint => setPoint.Channel != channel;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(set);
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        bench.Gate.Allows = _ => true;
    }
}
