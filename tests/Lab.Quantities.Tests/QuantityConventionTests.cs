using System.Reflection;

namespace Lab.Quantities.Tests;

/// <summary>The conventions that all quantities have in common. Each test lists every offender at once.</summary>
public class QuantityConventionTests
{
    private static readonly Type[] Quantities =
    [
        .. typeof(Quantity).Assembly.GetExportedTypes()
            .Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQuantity<>)))
            .Where(type => !type.IsInterface),
    ];

    [Fact]
    public void EveryQuantity_IsAReadonlyRecordStruct() => AssertNone(
        type => type.IsValueType
            && type.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "IsReadOnlyAttribute")
            && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    [Fact]
    public void EveryQuantity_IsKnownToTheErrorMessages()
    {
        var all = (IReadOnlyList<QuantityDefinition>)typeof(QuantityDefinition)
            .GetProperty("All", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

        AssertNone(type => all.Contains(DefinitionOf(type)));
        Assert.Equal(Quantities.Length, all.Count);
    }

    [Fact]
    public void EveryQuantity_HasNoConversionFromOrToNumbers() => AssertNone(
        type => !type.GetMethods().Any(method => method.Name is "op_Implicit" or "op_Explicit"));

    [Fact]
    public void EveryQuantity_HasNoPublicConstructorWithANumber() => AssertNone(type => type.GetConstructors().Length == 0);

    [Fact]
    public void EveryFactory_UndoesItsAccessor()
    {
        // FromOersted(5000).Oersted is 5000: for every From… there is an accessor of that name, and the two agree.
        string[] offenders =
        [
            .. from type in Quantities
               from factory in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
               where factory.Name.StartsWith("From", StringComparison.Ordinal) && factory.Name != "FromSi"
                   && factory.GetParameters()[0].ParameterType == typeof(double)
               let accessor = type.GetProperty(factory.Name[4..])
               where accessor is null || Math.Abs((double)accessor.GetValue(factory.Invoke(null, [0.75]))! - 0.75) > 1e-12
               select $"{type.Name}.{factory.Name}",
        ];

        Assert.Empty(offenders);
    }

    [Fact]
    public void EveryQuantity_HasAFactoryBesideFromSi() => AssertNone(
        type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Any(method => method.Name.StartsWith("From", StringComparison.Ordinal) && method.Name != "FromSi"));

    [Fact]
    public void EveryQuantity_HasTheOperatorsOfAVector() => AssertNone(
        type => new[] { "op_LessThan", "op_GreaterThan", "op_LessThanOrEqual", "op_GreaterThanOrEqual" }
            .All(name => type.GetMethod(name) is not null));

    [Fact]
    public void EveryExample_IsReadByItsOwnQuantity() => AssertNone(
        type => (bool)typeof(QuantityConventionTests).GetMethod(
            nameof(ReadsItsExample), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, null)!);

    [Fact]
    public void EveryName_HasItsArticle() => AssertNone(
        type => DefinitionOf(type).Name.StartsWith("a ", StringComparison.Ordinal)
            || DefinitionOf(type).Name.StartsWith("an ", StringComparison.Ordinal));

    [Fact]
    public void EveryUnit_BelongsToOneQuantity()
    {
        string[] offenders =
        [
            .. Quantities.SelectMany(type => DefinitionOf(type).Units.Select(unit => unit.Symbol))
                .GroupBy(symbol => symbol).Where(group => group.Count() > 1).Select(group => group.Key),
        ];

        Assert.Empty(offenders);
    }

    private static void AssertNone(Func<Type, bool> convention)
    {
        Assert.NotEmpty(Quantities);
        Assert.Empty(Quantities.Where(type => !convention(type)).Select(type => type.Name));
    }

    private static QuantityDefinition DefinitionOf(Type type) =>
        (QuantityDefinition)type.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static bool ReadsItsExample<T>()
        where T : struct, IQuantity<T> =>
        Quantity.TryParse(T.Definition.Example, out T _);
}
