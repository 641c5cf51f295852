namespace Lab.Benches;

/// <summary>The values of a section's keys, defaults filled in.</summary>
/// <param name="values">Value by key; every key of the section's schema has one.</param>
public sealed class SettingValues(IReadOnlyDictionary<string, object> values)
{
    /// <summary>No keys at all.</summary>
    public static SettingValues Empty { get; } = new(new Dictionary<string, object>());

    /// <summary>All values by key.</summary>
    public IReadOnlyDictionary<string, object> All => values;

    /// <summary>The defaults of some keys, with mandatory ones given.</summary>
    /// <exception cref="ArgumentException">A mandatory key has no value.</exception>
    public static SettingValues Of(IEnumerable<SettingKey> keys, params (string Key, object Value)[] given)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var all = given.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (SettingKey key in keys)
        {
            if (!all.ContainsKey(key.Name))
            {
                all[key.Name] = key.Default ?? throw new ArgumentException($"The key '{key.Name}' needs a value.");
            }
        }

        return new SettingValues(all);
    }

    /// <summary>One value.</summary>
    /// <exception cref="InvalidOperationException">The key is not in the section's schema, or of another type:
    /// a bug in Lab.</exception>
    public T Get<T>(string key) =>
        values.TryGetValue(key, out object? value) && value is T typed
            ? typed
            : throw new InvalidOperationException($"Bug in Lab: the setting '{key}' of type {typeof(T).Name} is not declared.");
}
