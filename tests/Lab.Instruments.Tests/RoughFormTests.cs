using System.Reflection;

namespace Lab.Instruments.Tests;

/// <summary>The contracts run on both forms of every twin.</summary>
public sealed class RoughFormTests
{
    [Fact]
    public void ContractTests_OfEachInstrument_HaveASiblingOnTheRoughTwin()
    {
        Type[] all = Assembly.GetExecutingAssembly().GetTypes();
        string[] missing =
        [
            .. all.Where(type => type.IsSubclassOf(typeof(InstrumentContract)) && type is { IsAbstract: false, IsNested: false })
                .Where(type => !type.Name.EndsWith("OnRoughTwinTests", StringComparison.Ordinal))
                .Select(type => type.FullName![..^"Tests".Length] + "OnRoughTwinTests")
                .Where(name => all.All(type => type.FullName != name)),
        ];
        Assert.Empty(missing);
    }
}
